// Mercurius with its JIT answers our queries as they stand: node mercurius.mjs <database> <port>
// In a folder where its packages are; `bench/npm.py` puts it there. As fast as it can be: one statement of joins for
// each list, the same as the bare endpoint's, and no sign-in, no rule, no limit. The token names the student.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const [database, port] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: database, max: 10 });
const all = async (name, text, ...values) => (await pool.query({ name, text, values })).rows;

const schema = `
  type Query {
    students(filter: StudentFilter, first: Int): Students!
    classes(filter: ClassFilter, first: Int): Classes!
    viewer: Viewer
  }
  input StudentFilter { classId: ID }
  input ClassFilter { collegeId: ID }
  type Students { nodes: [Student!]! }
  type Classes { nodes: [ClassOfCollege!]! }
  type ClassOfCollege { students(first: Int): Students! }
  type College { id: ID! code: String! name: String! }
  type SchoolClass { id: ID! code: String! name: String! grade: Int! }
  type Student {
    id: ID! number: String! name: String! gender: String ethnicity: String monitor: Boolean!
    schoolClass: SchoolClass! college: College!
  }
  type Viewer { student: Me }
  type Me {
    name: String!
    academicResult(batchId: ID!): AcademicResult
    ballot(batchId: ID!): Ballot
    comprehensiveResult(batchId: ID!): ComprehensiveResult
  }
  type Rank { label: String! }
  type AcademicResult { creditAverage: String academicScore: String classRank: Rank }
  type Ballot { status: String! done: Int! total: Int! }
  type ComprehensiveResult { overall: Quality }
  type Quality { score: String level: String classRank: Rank }
`;

const STUDENTS = `
  select s.id, s.number, s.name, s.gender, s.ethnicity, s.monitor, s.class_id,
    k.code, k.name as class_name, k.grade, k.college_id, c.code as college_code, c.name as college_name
  from student s join school_class k on k.id = s.class_id join college c on c.id = k.college_id
  where s.retired_at is null and `;
const OF_CLASS = `${STUDENTS} s.class_id = $1 order by s.number limit $2`;
const OF_CLASSES = `${STUDENTS} s.class_id in
  (select id from school_class where college_id = $1 and retired_at is null order by code limit $2)
  order by k.code, s.number`;
const ME = "select id, name from student where id = $1";
const SCORE = `select credit_average, academic_score, class_position, class_size
  from academic_result where student_id = $1 and batch_id = $2`;
const BALLOT = `
  select submitted_at, (select count(*)::int from mark where ballot_id = ballot.id) as done,
    ((select count(*) from participant where batch_id = $2 and class_id = ballot.class_id and participating)
    * (select count(*) from batch_rating_item item where batch_id = $2 and item.college_id = ballot.college_id))::int
    as total
  from ballot where batch_id = $2 and kind = 'PEER' and rater_id = $1
    and class_id = (select class_id from participant where batch_id = $2 and student_id = $1)`;
const COMPREHENSIVE = `select overall_score, overall_level, overall_position, class_size
  from comprehensive_result where batch_id = $2 and student_id = $1 and stage >= 3`;

const student = (row) => ({
  id: row.id, number: row.number, name: row.name, gender: row.gender, ethnicity: row.ethnicity, monitor: row.monitor,
  schoolClass: { id: row.class_id, code: row.code, name: row.class_name, grade: row.grade },
  college: { id: row.college_id, code: row.college_code, name: row.college_name },
});
const rank = (position, size) => (position === null ? null : { label: `${position}/${size}` });

function byClass(rows) {
  const nodes = new Map();
  for (const row of rows) {
    if (!nodes.has(row.class_id)) nodes.set(row.class_id, { students: { nodes: [] } });
    nodes.get(row.class_id).students.nodes.push(student(row));
  }
  return { nodes: [...nodes.values()] };
}

const resolvers = {
  Query: {
    students: async (_, { filter, first }) =>
      ({ nodes: (await all("class", OF_CLASS, filter.classId, first)).map(student) }),
    classes: async (_, { filter, first }) => byClass(await all("college", OF_CLASSES, filter.collegeId, first)),
    viewer: async (_, __, { me }) => ({ student: (await all("me", ME, me))[0] }),
  },
  Me: {
    academicResult: async ({ id }, { batchId }) => {
      const [row] = await all("score", SCORE, id, batchId);
      return row && { creditAverage: row.credit_average, academicScore: row.academic_score,
        classRank: rank(row.class_position, row.class_size) };
    },
    ballot: async ({ id }, { batchId }) => {
      const [row] = await all("ballot", BALLOT, id, batchId);
      return row && { status: row.submitted_at ? "SUBMITTED" : "DRAFT", done: row.done, total: row.total };
    },
    comprehensiveResult: async ({ id }, { batchId }) => {
      const [row] = await all("comprehensive", COMPREHENSIVE, id, batchId);
      return row && { overall: { score: row.overall_score, level: row.overall_level,
        classRank: rank(row.overall_position, row.class_size) } };
    },
  },
};

const app = Fastify();
await app.register(mercurius, {
  schema, resolvers, jit: 1,
  context: (request) => ({ me: request.headers.authorization?.slice("Bearer ".length) }),
});
await app.listen({ port: Number(port), host: "127.0.0.1" });
