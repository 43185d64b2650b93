"""Sign-in, accounts and roles are refused for these reasons (R9.1)."""

from core.errors.family import AlreadyExists, Refusal


class WrongCredentials(Refusal):
    code = "WRONG_CREDENTIALS"
    meaning = "用户名、密码或激活码不正确 | The user name, the password or the activation code is wrong"
    zh = "用户名或密码不正确"
    en = "The user name or the password is wrong"


class WrongActivationCode(WrongCredentials):
    zh = "用户名或激活码不正确，或激活码已失效"
    en = "The user name or the activation code is wrong, or the code has expired"


class WrongOldPassword(WrongCredentials):
    zh = "原密码不正确"
    en = "The old password is wrong"


class WrongCode(WrongCredentials):
    zh = "验证码不正确，或已经用过：请等验证器显示下一个验证码再试，也可以使用一个恢复码"
    en = (
        "The code is wrong or was used before: wait for the next code of your authenticator app, or use a recovery code"
    )


class SecondFactorUnreadable(Refusal):
    code = "SECOND_FACTOR_UNREADABLE"
    meaning = "系统的加密口令已更换，验证器暂不能用 | The system's key has changed, so codes can't be checked"
    zh = "系统的加密口令已更换，暂时无法核对验证器的验证码：请使用恢复码，或联系管理员"
    en = (
        "The system's key has changed, so the code of your authenticator can't be checked: use a recovery code, "
        "or contact an administrator"
    )


class SecondFactorNotSetUp(Refusal):
    code = "SECOND_FACTOR_NOT_SET_UP"
    meaning = "没有待确认或已启用的两步验证 | There is no second factor that is active, or that waits to be confirmed"
    zh = "没有待确认或已启用的两步验证，或设置已超时：请重新开始设置"
    en = "There is no second factor that is active or waits to be confirmed, or it took too long: set it up again"


class SecondFactorDemanded(Refusal):
    code = "SECOND_FACTOR_DEMANDED"
    meaning = "您的角色必须使用两步验证，不能停用 | Your roles need a second factor, so it can't be removed"
    zh = "您的角色必须使用两步验证，不能停用；更换手机请重新设置"
    en = "Your roles need a second factor, so it can't be removed; to change your phone, set it up anew"


class SignInAgain(Refusal):
    """Keeps whoever finds an open page from setting up a factor of their own and shutting its owner out."""

    code = "SIGN_IN_AGAIN"
    meaning = "须在刚登录后操作，请重新登录 | This must follow a sign-in closely; sign in again"
    zh = "为确认是您本人，请重新登录，并在 {minutes} 分钟内操作"
    en = "To make sure that it is you, sign in again and do this within {minutes} minutes"


class TooManyAttempts(Refusal):
    code = "TOO_MANY_ATTEMPTS"
    meaning = "尝试次数过多，请稍后再试 | Too many attempts; try again later"
    zh = "尝试次数过多，请在 {seconds} 秒后再试"
    en = "Too many attempts; try again in {seconds} seconds"


class ReadOnlyToken(Refusal):
    code = "READ_ONLY_TOKEN"
    meaning = "访问令牌只读，不能进行修改 | The access token is read-only"
    zh = "该访问令牌只读，不能进行修改"
    en = "This access token is read-only"


class WeakPassword(Refusal):
    code = "WEAK_PASSWORD"
    meaning = "密码不合要求 | The password does not meet the requirements"
    zh = "密码不合要求：{why_zh}"
    en = "The password is not acceptable: {why_en}"


class SignInNeeded(Refusal):
    """Keeps a leaked access token from making lasting changes, such as a new password."""

    code = "SIGN_IN_NEEDED"
    meaning = "须以用户名和密码登录 | Sign in with your password for this; a token is not enough"
    zh = "请以用户名和密码登录后操作，访问令牌不能用于此操作"
    en = "Sign in with your password for this; an access token can't do it"


class FirstStepNeeded(SignInNeeded):
    zh = "请先登录；登录后须在 {minutes} 分钟内完成两步验证"
    en = "Sign in first, and give the second factor within {minutes} minutes"


class NoReportConnection(Refusal):
    code = "NO_REPORT_CONNECTION"
    meaning = "本系统未开通报表连接 | There is no report connection here"
    zh = "本系统尚未开通报表连接：请系统管理员按运行手册为数据库用户授予建立角色的权限，再执行 zongce migrate"
    en = (
        "There is no report connection here yet: the operator must let the database user create roles, and run "
        "zongce migrate"
    )


class TooManyReportTokens(Refusal):
    code = "TOO_MANY_REPORT_TOKENS"
    meaning = "报表连接过多，请先撤销不用的 | You have too many report tokens; revoke one first"
    zh = "每人最多 {most} 个有效的报表连接，请先撤销不再使用的"
    en = "At most {most} report tokens are valid at once for a person; revoke one that is no longer used"


class LastSuperAdmin(Refusal):
    code = "LAST_SUPER_ADMIN"
    meaning = "至少须有一个可用的超级管理员 | There must be at least one super admin who can sign in"
    zh = "至少须保留一个可用的超级管理员：请先将该角色授予另一个账号"
    en = "At least one active super admin must remain; grant the role to another account first"


class RoleHeld(AlreadyExists):
    zh = "该账号已有角色“{role_zh}”"
    en = 'The account already has the role "{role_en}"'


class AuditorAlone(Refusal):
    """Keeps the person who checks the log apart from the people whose acts are in it (R16.1)."""

    code = "AUDITOR_ALONE"
    meaning = "审计员不能兼任其他授予的角色 | An auditor can't hold another granted role"
    zh = "审计员不能兼任其他授予的角色：请先撤销该账号的“{role_zh}”，或授予另一个账号"
    en = 'An auditor can\'t hold another granted role: revoke "{role_en}" first, or use another account'


class RetiresTooMany(Refusal):
    """Prevents a file of one class, sent as the whole roster, from retiring everybody else (R9.2)."""

    code = "RETIRES_TOO_MANY"
    meaning = "将停用的记录过多，须确认数目 | Too many records would be retired; confirm the number"
    zh = (
        "将停用“{sheet}”中的 {retired} 条记录，而现有 {before} 条：请确认文件是完整的名册。"
        "确实要停用时，请把本次最多停用的数目填为 {total}（各工作表合计）"
    )
    en = (
        "{retired} of {before} records of “{sheet}” would be retired: make sure that the file is the whole roster. "
        "To retire them, allow up to {total} in all"
    )
