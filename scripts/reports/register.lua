-- The stakeholder register: everybody with every attribute that may be shown, one row a relationship. As CSV it is one table.

local function joined(words) return words and #words > 0 and table.concat(words, ", ") or nil end

local COLUMNS = {
  { "name", "Name" }, { "id", "Id" }, { "kind", "Kind" }, { "roles", "Roles" },
  { "power", "Power", as = "number" }, { "interest", "Interest", as = "number" }, { "legitimacy", "Legitimacy", as = "number" },
  { "urgency", "Urgency", as = "number" }, { "attention", "Attention due" }, { "salience", "Salience" },
  { "engagement", "Engagement" }, { "desired", "Desired" }, { "owner", "Owner" }, { "model", "Model" }, { "level", "Level" },
  { "type", "Type" }, { "stage", "Stage" }, { "since", "Since", as = "day" },
  { "value", "Score", as = "score" }, { "band", "Band", as = "band" }, { "contact", "Days of silence", as = "number" },
  { "tags", "Tags" },
}

return {
  doc = "Everybody with every attribute that may be shown.",
  audience = "us",
  needs = { register = true },
  build = function(d)
    local headings, rows = {}, {}
    for i, column in ipairs(COLUMNS) do headings[i] = column end
    for _, attribute in ipairs(d.register.attributes) do headings[#headings + 1] = { "own." .. attribute.name, attribute.label } end
    for i, each in ipairs(d.register.rows) do
      local row = {}
      for _, column in ipairs(COLUMNS) do row[column[1]] = each[column[1]] end
      if each.contact and not each.heard then row.contact = say "never heard" end
      row.roles, row.tags = joined(each.roles), joined(each.tags)
      for _, attribute in ipairs(d.register.attributes) do row["own." .. attribute.name] = each.own[attribute.name] end
      rows[i] = row
    end
    return document { "Stakeholder register", subtitle = say("As of %s", d.day),
      text(say("%s. Personal details stay out of it.", plural(#rows, "entry", "entries"))),
      data_table { title = "Stakeholders", columns = headings, rows = rows, empty = "No stakeholder is in the models." } }
  end,
}
