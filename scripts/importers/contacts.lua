-- Stakeholders from any list of contacts: an address book, a CRM export, a spreadsheet.
--
--   name,kind,roles,model,owner,since,email,tags
--   Birrificio Alto,organization,supplier,cooperative-operational,paolo,2023-05-01,ordini@alto.example,beer;local
--
-- Only `name` is needed. The id is made from the name where the list has none; give one where names may change, where two names make
-- the same id (Muller & Co, Müller Co), and where a name is not in Latin letters.
-- Imported twice, an entry is corrected, not doubled. What a model file says of the same id wins.

-- "Supplier; Partner" -> { "Supplier", "Partner" }; nil stays nil.
local function list(cell, each)
  if cell == nil then return nil end
  local items = {}
  for item in string.gmatch(cell, "[^;,]+") do
    item = string.match(item, "^%s*(.-)%s*$")
    if item ~= "" then items[#items + 1] = each and each(item) or item end
  end
  return items
end

return {
  doc = "Stakeholders, one a row.",

  columns = {                                         -- the field's own name is always a header it answers to
    id       = text{ from = { "Code", "Customer no", "Number" }, optional = true },
    name     = text{ from = { "Full name", "Contact", "Company", "Organisation" } },
    kind     = text{ from = { "Type of party" }, optional = true },
    roles    = text{ from = { "Role" }, optional = true },
    model    = text{ from = { "Relationship model" }, optional = true },
    owner    = text{ from = { "Account manager", "Responsible" }, optional = true },
    since    = date{ "yyyy-mm-dd", "d/m/yyyy", "d.m.yyyy", from = { "Customer since", "Start" }, optional = true },
    email    = text{ from = { "E-mail", "Mail" }, optional = true },
    phone    = text{ from = { "Telephone", "Mobile" }, optional = true },
    tags     = text{ from = { "Labels", "Categories" }, optional = true },
    power    = number{ optional = true },
    interest = number{ optional = true },
  },

  unknown = { "?", "-", "n/a", "unknown" },           -- such cells are empty
  unmatched = "create",

  row = function(r, emit)
    emit {
      "stakeholder",
      id = r.id and slug(r.id) or slug(r.name), name = r.name, kind = r.kind,
      roles = list(r.roles, slug), tags = list(r.tags), email = r.email, phone = r.phone,
      owner = r.owner, power = r.power, interest = r.interest,
      relationship = { model = r.model, owner = r.owner, since = r.since },
    }
  end,
}
