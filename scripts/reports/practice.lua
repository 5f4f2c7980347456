-- The practice's own measures: not how relationships stand, but how well they are looked after. Each share says what it is counted from.

local function share_text(each) return each.share and say("%d of %d", each.count, each.of) or say "nothing to count" end

local function open_cases(each)
  local cases = {}
  for i, name in ipairs(each.cases) do cases[i] = name end
  if each.others > 0 then cases[#cases + 1] = say("and %d more", each.others) end
  return section { each.label, text(say(each.doc), "note"), list(cases) }
end

return {
  doc = "How well the practice itself is done.",
  audience = "us",
  needs = { upkeep = true },
  build = function(d)
    local items, rows, cases, lowest = {}, {}, {}, nil
    for i, each in ipairs(d.upkeep) do
      items[i] = { label = say(each.label), value = each.share and points(each.share), note = share_text(each) }
      rows[i] = { measure = say(each.label), share = each.share, counted = share_text(each), doc = say(each.doc) }
      if #each.cases > 0 then cases[#cases + 1] = open_cases(each) end
      if each.share and (not lowest or each.share < lowest.share) then lowest = each end
    end
    local said = lowest and say("Weakest: %s, %d %% (%s).", say(lowest.label), points(lowest.share), share_text(lowest))
      or say "There is nothing to count yet."
    return document { "The practice", subtitle = say("As of %s", d.day), text(said, "lead"),
      chart("bars", "Shares of a hundred", { items = items, unit = "%", high = 100 }),
      section { "How they are counted", data_table { rows = rows, columns = {
        { "measure", "Measure" }, { "share", "Share", as = "percent" }, { "counted", "Counted" }, { "doc", "Definition" } } } },
      section { "What keeps them from being whole", empty = "Nothing.", table.unpack(cases) } }
  end,
}
