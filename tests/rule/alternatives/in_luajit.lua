-- The three rules in LuaJIT: as kith has them, a function of one row, and written out over arrays. luajit in_luajit.lua FOLDER
local ffi = require "ffi"

local folder = ...
local ROWS, COLUMNS, ROUNDS = 1000000, 7, 5
local texts = { "key", "major", "minor", "other" }

local function read(name, count)
  local file = assert(io.open(folder .. "/" .. name, "rb"))
  local text = file:read "*a"
  file:close()
  local array = ffi.new("double[?]", count)
  ffi.copy(array, text, count * 8)
  return array
end

local values = read("rows", COLUMNS * ROWS)
local out = ffi.new("double[?]", ROWS)

local function best(rule, way, run)
  local least = math.huge
  for _ = 1, ROUNDS do
    local start = os.clock()
    run()
    least = math.min(least, os.clock() - start)
  end
  local expected, worst = read(rule, ROWS), 0
  for i = 0, ROWS - 1 do worst = math.max(worst, math.abs(out[i] - expected[i])) end
  print(("%s\t%s\t%.2f\t%g"):format(way, rule, least * 1e9 / ROWS, worst))
end

-- A table that is filled again for each row.
for _, rule in ipairs { "arithmetic", "branches", "powers" } do
  local score = assert(loadfile(folder .. "/" .. rule .. ".lua"))()
  best(rule, "LuaJIT, a row refilled", function()
    local row = {}
    for i = 0, ROWS - 1 do
      row.x, row.y, row.z = values[i], values[ROWS + i], values[2 * ROWS + i]
      row.n, row.w = values[3 * ROWS + i], values[4 * ROWS + i]
      row.level, row.kind = texts[values[5 * ROWS + i]], texts[values[6 * ROWS + i]]
      out[i] = score(row)
    end
  end)
end

local x, y, z, n, w = values, values + ROWS, values + 2 * ROWS, values + 3 * ROWS, values + 4 * ROWS
local level, kind = values + 5 * ROWS, values + 6 * ROWS

best("arithmetic", "LuaJIT, arrays", function()
  for i = 0, ROWS - 1 do
    local share = (x[i] * 0.3 + y[i] * 0.5 + z[i] * 0.2) / (1 + w[i])
    out[i] = share * share + (1 - share) * n[i] * 0.25 - (x[i] - y[i]) * (z[i] - w[i])
  end
end)

local function branches(i)
  local s = x[i]
  if level[i] == 1 then s = s * 1.5 elseif level[i] == 2 then s = s * 1.2 else s = s * 0.8 end
  if y[i] > 0.5 and z[i] < 0.3 then return s + 0.1 end
  if kind[i] == 3 or w[i] > 0.9 then s = s - 0.2 end
  if s < 0 then return 0 end
  if s > 1 then return 1 end
  return s
end
best("branches", "LuaJIT, arrays", function()
  for i = 0, ROWS - 1 do out[i] = branches(i) end
end)

best("powers", "LuaJIT, arrays", function()
  for i = 0, ROWS - 1 do out[i] = 2 ^ (-x[i] / 30) * y[i] ^ 0.7 + math.exp(-z[i]) * math.log(1 + w[i]) end
end)
