"""The inputs about report tokens."""

from datetime import date

import strawberry

from graph.vocabulary.fields import shown


@strawberry.input(description="新建报表连接 | Create a report token")
class CreateReportTokenInput:
    name: str = shown("名称，如“学院数据看板” | Name, such as “学院数据看板” (a dashboard)")
    expires_on: date = shown("有效期的最后一天，最长一年 | Last day on which it is valid, at most a year ahead")


@strawberry.input(description="指明一个报表连接 | Names a report token")
class ReportTokenIdInput:
    id: strawberry.ID = shown("报表连接的 id | Id of the report token")
