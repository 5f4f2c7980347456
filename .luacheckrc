std = "lua54"
max_line_length = 140
codes = true
unused_args = false

-- What kith gives to the scripts of a practice; unknown names are errors there.
local any = { other_fields = true }
stds.practice = { read_globals = {
  "slug", "hours_between", "days_between", "latest", "first", "average", "sum", "lowest", "highest", "count", "share", "days_since", "strength", "trend", "attribute",
  "document", "section", "list", "facts", "data_table", "columns", "chart", "points", "plural", "say", "group_by",
  "ramp", "fade", "clamp", "extend", "date", "number", "flag", "text", "given", "compare", "choose", "mean", "dist",
  "max", "min", "ever", "cost", "recorded", "alike", "random",
  kith = any,
} }

-- Read in a client's practice as in the shipped one.
for _, kind in ipairs { "rules", "cycles", "reports", "scenarios", "importers", "lib" } do
  for _, place in ipairs { "scripts/", "**/scripts/" } do
    files[place .. kind] = { std = "lua54+practice" }
    files[place .. kind .. "/*.lua"] = { std = "lua54+practice" }
  end
end

files["**/*_spec.lua"] = { std = "lua54+busted" }
files["tests/spec"] = { std = "lua54+busted" }

-- Wrong on purpose.
exclude_files = { "tests/bad", "tests/attacks", "build", "**/out" }
