"""The document of the import of assigned staff."""

IMPORT = """mutation I($input: ImportAssignedStaffInput!) { importAssignedStaff(input: $input) {
  created replaced unchanged rowCount problemCount columns { key heading } passedOver
  batchClasses { schoolClass { code } counsellors { number } headTeachers { number } }
  preview { created { ...R } replaced { ...R } unchanged { ...R } retired { ...R } }
  warnings { code count rows } problemGroups { code count } operation { kind downloadUrl }
  userErrors { code message path row column } } }
fragment R on PreviewedRow { row number name values { title old new } }"""
