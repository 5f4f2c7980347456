-- The page that lies on the table at a review, for both sides to read. With audience = "both" kith hands out nothing of our own judgement:
-- no score, no power or interest, no engagement, no record of talks. A script that needs such a thing is refused.

local function lines_of(promises, by)
  local lines = {}
  for _, each in ipairs(promises) do
    if each.by == by and each.state ~= "withdrawn" then
      lines[#lines + 1] = string.format("%s: %s%s", each.text or each.id, each.state, each.due and ", due " .. each.due or "")
    end
  end
  return lines
end

local function promised(title, lines) return section { title, list { empty = "Nothing is promised.", table.unpack(lines) } } end

return {
  doc = "One page for both sides of a review.",
  audience = "both",
  needs = { facts = true, promises = true, needs = true, questions = true, reviews = true },
  build = function(d)
    local wishes = {}
    for i, each in ipairs(d.needs) do wishes[i] = { text = each.text, state = each.state } end
    return document { d.facts.name .. " and " .. d.practice, subtitle = "For our talk; as of " .. d.day,
      facts { { "Together since", d.facts.since, as = "day" }, { "With you", d.facts.owner }, { "We meet again", d.reviews.next,
        as = "day" } },
      columns { promised("What we promised you", lines_of(d.promises, "us")), promised("What you promised us",
        lines_of(d.promises, "them")) },
      section { "What you told us you need", data_table { columns = { { "text", "Need" }, { "state", "Where it stands" } }, rows = wishes,
        empty = "You have not told us yet. Please do." } },
      section { "What we would like to ask", list { ordered = true, empty = "Nothing today.", table.unpack(d.questions) } } }
  end,
}
