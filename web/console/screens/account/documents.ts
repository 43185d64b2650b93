import {
  ConfirmSecondFactorDocument, RemoveSecondFactorDocument, RenewRecoveryCodesDocument, SetUpSecondFactorDocument, VerifySecondFactorDocument,
} from '../../generated/graphql'

/** What both pages show of the second factor asks by this page's documents. */
export const documents = {
  verify: VerifySecondFactorDocument, setUp: SetUpSecondFactorDocument, confirm: ConfirmSecondFactorDocument,
  renew: RenewRecoveryCodesDocument, remove: RemoveSecondFactorDocument,
}
