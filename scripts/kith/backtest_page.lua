-- A backtest as a page: the same figures as the text, with pictures. A document tree as reports build them (document.lua).

local document = require "kith.document"
local text = require "kith.backtest_text"

local page = {}

local COIN = { value = 0.5, label = "a coin" }

-- Rows of the text; percentages as charts write them, "42 %".
local function data(title, columns, rows, note)
  local list, cells = {}, {}
  for i, column in ipairs(columns) do list[i] = { key = column.key, title = column.title or column.key, right = column.right } end
  for i, row in ipairs(rows) do
    cells[i] = {}
    for key, value in pairs(row) do cells[i][key] = type(value) == "string" and value:gsub("(%d)%%", "%1 %%") or value end
  end
  return { is = "table", title = title, columns = list, rows = cells, note = note }
end

-- Dots with their intervals; what has no value is left out.
local function intervals(title, items, reference, as)
  return { is = "chart", kind = "interval", title = title, items = items, reference = reference, level = 0.95, as = as,
           empty = "Nothing to show." }
end

local function auc_items(list, name)
  local items = {}
  for _, each in ipairs(list) do
    local auc = each.auc
    if auc.value then items[#items + 1] = { label = each[name], value = auc.value, low = auc.low, high = auc.high } end
  end
  return items
end

local function tells(result)
  local content = { data(nil, text.DAYS, text.day_rows(result)) }
  if #result.days > 1 then
    table.insert(content, 1, intervals("How well the score tells, by day", auc_items(result.days, "day"), COIN, "number"))
  end
  return { is = "section", title = "How well the score tells", content = content }
end

local function bands(result)
  local items = {}
  for _, band in ipairs(result.bands) do
    if band.share then
      items[#items + 1] = { label = band.band, value = band.share, low = band.low, high = band.high, note = ("of %d"):format(band.count) }
    end
  end
  return { is = "section", title = "What happened in each band", content = {
    intervals("Share with whom it happened", items, { value = result.base.share or 0, label = "of all" }, "percent"),
    data(nil, text.BANDS, text.band_rows(result)) } }
end

local function lift(result)
  local items = {}
  for i, row in ipairs(text.lift_rows(result)) do
    items[i] = { label = row.part, value = math.floor(result.lift[i].share * 100 + 0.5), note = ("%s times the average"):format(row.lift) }
  end
  local title = text.lift_heading(result):gsub(":$", "")
  return { is = "section", title = "Where it gathers", content = {
    { is = "chart", kind = "bars", title = title, items = items, unit = "%", empty = "Too few to part." },
    data(nil, text.LIFT, text.lift_rows(result)) } }
end

local function factors(result)
  local items = auc_items({ { name = "the score", auc = result.auc }, table.unpack(result.factors) }, "name")
  local content = { intervals("The score beside each factor alone", items, COIN, "number"),
                    data(nil, text.FACTORS, text.factor_rows(result)) }
  if text.best_sentence(result) then content[#content + 1] = { is = "text", text = text.best_sentence(result) } end
  return { is = "section", title = "The factors", content = content }
end

local function weights(result)
  local content = { { is = "text", text = text.fit_sentence(result) } }
  if result.fit then
    content[#content + 1] = data(nil, text.FIT, text.fit_rows(result))
    for _, line in ipairs(text.fit_advice(result)) do content[#content + 1] = { is = "text", text = line } end
  end
  return { is = "section", title = "Weights from the record", content = content }
end

local function mind(result)
  return { is = "section", title = "Mind", empty = "Nothing.", content = { { is = "list", items = text.notes(result) } } }
end

-- The checked tree.
function page.document(result)
  local content = { { is = "text", text = text.meaning(result), tone = "lead" }, tells(result), bands(result) }
  if result.auc.value then
    if result.lift then content[#content + 1] = lift(result) end
    content[#content + 1] = factors(result)
  end
  if result.asked_fit then content[#content + 1] = weights(result) end
  if #text.notes(result) > 0 then content[#content + 1] = mind(result) end
  local days = {}
  for i, day in ipairs(result.days) do days[i] = day.day end
  return assert(document.check { is = "document", title = text.title(result), subtitle = "Scores as of " .. table.concat(days, ", "),
                                 content = content })
end

return page
