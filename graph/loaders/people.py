from db.queries.people import accounts, roles
from graph.loaders.kinds import NounLoaders, many, one


class PeopleLoaders(NounLoaders):
    """Loads staff, accounts and their roles."""

    staff = one(accounts.staff_members, accounts.staff.c.id)
    account = one(accounts.accounts, accounts.account.c.id)
    grants = many(roles.grants)
    assignments = many(roles.assignments)
