/** How programs read a list by its address, with a token in the header: what the page shows to be copied. */
export const REPORTS = {
  comprehensiveResults: '综合测评成绩库', students: '学生', classes: '班级', courseScores: '课程成绩', batches: '批次',
} as const
export type Report = keyof typeof REPORTS

export interface Example { name: string; text: string }

/** A token that is no longer shown stands as words in its place. */
export const PLACE = '<访问令牌>'

export const addressOf = (origin: string, report: Report): string => `${origin}/reports/${report}.csv`

export function examplesOf(origin: string, report: Report, token: string): Example[] {
  const address = addressOf(origin, report)
  return [
    { name: 'curl', text: `curl --fail -H "Authorization: Bearer ${token}" -o ${report}.csv "${address}"` },
    {
      name: 'Excel（Power Query）',
      text: [
        'let',
        `    Source = Web.Contents("${origin}", [RelativePath = "reports/${report}.csv", Headers = [Authorization = "Bearer ${token}"]]),`,
        '    Rows = Csv.Document(Source, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),',
        '    Result = Table.PromoteHeaders(Rows, [PromoteAllScalars = true])',
        'in',
        '    Result',
      ].join('\n'),
    },
    {
      name: 'Python',
      text: [
        'import io, httpx, pandas',
        `answer = httpx.get("${address}", headers={"Authorization": "Bearer ${token}"}, timeout=600)`,
        'answer.raise_for_status()',
        'table = pandas.read_csv(io.BytesIO(answer.content), dtype=str)',
      ].join('\n'),
    },
  ]
}

/** The address that database tools take as a whole. Tokens and logins hold nothing that an address would write otherwise. */
export const addressInDatabase = (login: string, password: string, address: string | null, database: string): string =>
  `postgresql://${login}:${password}@${address ?? '<主机>:5432'}/${database}?sslmode=require`
