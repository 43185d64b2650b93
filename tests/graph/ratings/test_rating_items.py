"""评分项目 through the API: who sees and who sets them (R5.1, R8)."""

import asyncio

import pytest

from tests.campus import Campus, Module
from tests.graph.batch_acts import codes, forbidden
from tests.graph.rating_item_acts import (
    CREATE_ITEM,
    DELETE_ITEM,
    ITEMS,
    LABOUR,
    UPDATE_ITEM,
    create,
    delete,
    item_id,
    listed,
    stored,
    update,
)

INFO, LANG = (["信息思想", "信息体育", "信息实践"], ["外语思想", "外语体育", "外语实践"])
KEEPERS = {"college_admin": INFO, "deputy_secretary": INFO, "other_college_admin": LANG, "super_admin": INFO + LANG}
OTHERS = ("counsellor_li", "head_teacher_chen", "monitor", "yi")


async def test_a_college_keeps_its_items_at_any_time(campus: Campus) -> None:
    """R5.1: no phase is open, and no window needed; the audit log has old and new."""
    made = (await create(campus, detail=" 宿舍卫生 "))["ratingItem"]
    assert made["order"] == 4
    assert (made["detail"], made["minPoints"], made["peerWeight"]) == ("宿舍卫生", "0.00", "33.34")
    changed = (await update(campus, "劳动", name="劳动实践", order=1, maxPoints="20.5", detail=""))["ratingItem"]
    assert changed == made | {"name": "劳动实践", "order": 1, "maxPoints": "20.50", "detail": None}
    assert await listed(campus, campus.college_admin) == ["信息思想", "信息劳动实践", "信息体育", "信息实践"]
    assert (await delete(campus, "劳动实践"))["deletedId"] == made["id"]
    assert await listed(campus, campus.college_admin) == INFO
    told = await campus.rows("select * from audit_entry where action like '%RatingItem' order by id")
    assert [one.action for one in told] == ["createRatingItem", "updateRatingItem", "deleteRatingItem"]
    assert {one.college_id for one in told} == {campus.ids["info"]}
    assert (told[1].old["max_points"], told[1].new["max_points"]) == ("10.00", "20.50")
    assert (told[0].old, told[0].new, told[2].new) == (None, told[1].old, None)


async def test_an_update_that_changes_nothing_is_no_change(campus: Campus) -> None:
    """R9.3: the log holds changes."""
    before = await stored(campus)
    assert not codes(await update(campus, "体育", name=" 体育 ", minPoints="30"))
    assert await stored(campus) == before


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"peerWeight": "33.33"}, [("INVALID", "input")]),
        ({"peerWeight": "133.34", "counsellorWeight": "-66.67"}, [("INVALID", "input.counsellorWeight")]),
        ({"name": " 体育 "}, [("ALREADY_EXISTS", "input.name")]),
        ({"name": "  ", "maxPoints": "0"}, [("INVALID", "input.name"), ("INVALID", "input.maxPoints")]),
        ({"minPoints": "-1", "maxPoints": "1000"}, [("INVALID", "input.minPoints"), ("INVALID", "input.maxPoints")]),
        ({"order": -3}, [("INVALID", "input.order")]),
    ],
)
async def test_an_item_that_cannot_be_is_refused_whole(campus: Campus, changed: dict, told: list) -> None:
    """R5.1: new or changed, with every reason at once."""
    before = await stored(campus)
    payloads = [await create(campus, **changed), await update(campus, "实践", **LABOUR | changed)]
    for payload in payloads:
        places = [(error["code"], error["path"]) for error in payload["userErrors"]]
        assert set(told) <= set(places)
        assert payload["ratingItem"] is None
    assert await stored(campus) == before


async def test_what_is_left_out_counts_in_the_sum(campus: Campus) -> None:
    """R5.1: the weights that stay are part of it."""
    before = await stored(campus)
    payload = await update(campus, "思想", peerWeight="40")
    assert payload["userErrors"][0]["message"] == "三项权重之和必须为 100，现在是 110.00"
    assert await stored(campus) == before
    assert not codes(await update(campus, "思想", peerWeight="40", counsellorWeight="30"))


async def test_two_colleges_may_call_an_item_alike(campus: Campus) -> None:
    assert not codes(await create(campus))
    assert codes(await create(campus)) == ["ALREADY_EXISTS"]
    assert not codes(await create(campus, campus.other_college_admin))


async def test_the_same_item_made_twice_at_once_is_made_once(campus: Campus) -> None:
    payloads = await asyncio.gather(*(create(campus) for _ in range(5)))
    assert sorted(codes(one) for one in payloads) == [[], *[["ALREADY_EXISTS"]] * 4]
    assert len(await campus.rows("select 1 from audit_entry where action = 'createRatingItem'")) == 1


async def test_acts_on_one_item_at_once_leave_it_whole(campus: Campus) -> None:
    """Two halves of a change of weights, and a deletion: each finds the item sound, or gone."""
    payloads = await asyncio.gather(
        update(campus, "思想", counsellorWeight="30", peerWeight="40"),
        update(campus, "思想", headTeacherWeight="40", peerWeight="20"),
        delete(campus, "思想"),
    )
    assert not codes(payloads[2])
    assert {code for one in payloads for code in codes(one)} <= {"INVALID", "NOT_FOUND"}
    assert await listed(campus, campus.college_admin) == INFO[1:]


async def test_a_college_has_at_most_fifty(campus: Campus) -> None:
    await campus.execute(
        """insert into rating_item (college_id, name, "order", min_points, max_points,
                                    counsellor_weight, head_teacher_weight, peer_weight)
           select :info, '项目' || n, n, 0, 1, 0, 0, 100 from generate_series(4, 50) n""",
        info=campus.ids["info"],
    )
    assert codes(await create(campus)) == ["CONFLICT"]
    assert not codes(await delete(campus, "项目50"))
    assert (await create(campus))["ratingItem"]["order"] == 50


async def test_kept_items_are_the_colleges(campus: Campus) -> None:
    """R8.2: a class reaches what its batch took, and not what the college is working on."""
    for who, expected in KEEPERS.items():
        assert await listed(campus, campus.people[who]) == expected, who
    for who in (*OTHERS, "bystander"):
        assert await listed(campus, campus.people[who]) == [], who
    assert await listed(campus, campus.super_admin, college=campus.lang) == LANG
    assert await listed(campus, campus.college_admin, college=campus.lang) == []


async def test_everybody_of_a_class_sees_what_the_batch_took(campus: Campus) -> None:
    """R8.1, R8.2: and a role in one batch or college opens nothing of another."""
    everybody = KEEPERS | dict.fromkeys(OTHERS, INFO) | {"counsellor_ma": LANG, "mei": LANG, "bystander": []}
    for who in everybody:
        assert await listed(campus, campus.people[who], batch=campus.batch) == [], "nothing is taken yet"
    await campus.open_phases(Module.RATING)
    for who, expected in everybody.items():
        assert await listed(campus, campus.people[who], batch=campus.batch) == expected, who
    assert await listed(campus, campus.yi, batch=campus.batch, college=campus.lang) == []
    assert await listed(campus, campus.yi, batch="999999") == []


async def test_a_batch_that_is_not_there_for_somebody_has_no_items(campus: Campus) -> None:
    """R1.6, R8.2."""
    await campus.open_phases(Module.RATING)
    await campus.execute("update batch set opened_at = null")
    for who in ("college_admin", "counsellor_li", "yi"):
        assert await listed(campus, campus.people[who], batch=campus.batch) == []
    assert await listed(campus, campus.student_affairs, batch=campus.batch) == INFO + LANG


async def test_items_come_by_college_and_order_page_by_page(campus: Campus) -> None:
    await update(campus, "实践", order=1)
    whole = ["信息思想", "信息实践", "信息体育", *LANG]
    assert await listed(campus, campus.super_admin) == whole
    pages = [
        (await campus.ask(campus.super_admin, ITEMS, first=2, offset=offset)).data["ratingItems"]
        for offset in (0, 2, 4)
    ]
    assert [f"{one['college']['name'][:2]}{one['name']}" for page in pages for one in page["nodes"]] == whole


@pytest.mark.parametrize("who", ["student_affairs", "deputy_secretary", "bystander", *OTHERS])
async def test_nobody_else_sets_items(campus: Campus, who: str) -> None:
    """Rule 8: the college admin, and the super admin."""
    person, before, chosen = campus.people[who], await stored(campus), await item_id(campus, "思想")
    assert await forbidden(campus, person, CREATE_ITEM, **LABOUR, collegeId=campus.info)
    assert await forbidden(campus, person, UPDATE_ITEM, id=chosen, name="改名")
    assert await forbidden(campus, person, DELETE_ITEM, id=chosen)
    assert await stored(campus) == before


async def test_another_colleges_items_do_not_exist(campus: Campus) -> None:
    """R8.2: they answer as unknown ones do, and an item that a batch took is none of the college's own."""
    await campus.open_phases(Module.RATING)
    before, stranger = await stored(campus), campus.other_college_admin
    (taken,) = await campus.rows("select id from batch_rating_item order by id limit 1")
    for college in (campus.info, "999999"):
        assert codes(await create(campus, stranger, collegeId=college)) == ["NOT_FOUND"]
    for query in (UPDATE_ITEM, DELETE_ITEM):
        for chosen in (await item_id(campus, "思想"), "999999", str(taken.id), "x"):
            answer = await campus.ask(stranger, query, input={"id": chosen})
            (payload,) = answer.data.values()
            assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("NOT_FOUND", "input.id")]
    assert await stored(campus) == before


async def test_what_one_sees_and_may_not_set_is_forbidden(campus: Campus) -> None:
    """R8.1: an admin of one college who is deputy secretary of another."""
    await campus.execute(
        """insert into role_grant (account_id, role, college_id)
           select id, 'DEPUTY_SECRETARY', :lang from account where username = :name""",
        lang=campus.ids["lang"],
        name=campus.college_admin.username,
    )
    assert await listed(campus, campus.college_admin) == INFO + LANG
    before, chosen = await stored(campus), await item_id(campus, "思想", "lang")
    assert await forbidden(campus, campus.college_admin, UPDATE_ITEM, id=chosen, name="改名")
    assert await forbidden(campus, campus.college_admin, DELETE_ITEM, id=chosen)
    assert await forbidden(campus, campus.college_admin, CREATE_ITEM, **LABOUR, collegeId=campus.lang)
    assert await stored(campus) == before


async def test_the_super_admin_says_which_college(campus: Campus) -> None:
    payload = await create(campus, campus.super_admin)
    assert [error["path"] for error in payload["userErrors"]] == ["input.collegeId"]
    assert codes(await create(campus, campus.super_admin, collegeId="999999")) == ["NOT_FOUND"]
    assert not codes(await create(campus, campus.super_admin, collegeId=campus.lang))
    assert await listed(campus, campus.other_college_admin) == [*LANG, "外语劳动"]
