-- The map: what Graphviz is told, that no words lie on others, the same each time, and what stands there without Graphviz.

local canvas = require "kith.chart.canvas"
local chart = require "kith.chart"
local kith = require "kith"
local layout = require "kith.chart.layout"

local has_graphviz = os.execute "command -v neato >/dev/null 2>&1"
local with_graphviz = has_graphviz and it or pending -- skipped, and said so, where it is not installed

local function with_run(replacement, use)
  local run = kith.run
  kith.run = replacement
  local results = table.pack(pcall(use))
  kith.run = run
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

-- So many stakeholders around a few bundles, with a tie between others now and then.
local function map_of(count)
  local nodes, links = { { id = "us", label = "The organization", kind = "us" } }, {}
  for i = 1, 5 do nodes[#nodes + 1] = { id = "g" .. i, label = "Group number " .. i, kind = "bundle" } end
  for i = 1, count do
    nodes[#nodes + 1] = { id = "s" .. i, label = ("Somebody %d with a longer name"):format(i), kind = "person", size = i % 7 / 7,
                          band = ({ "red", "amber", "green", "unknown" })[i % 4 + 1] }
    links[#links + 1] = { from = "us", to = "s" .. i, via = "g" .. i % 5 + 1, type = "basic" }
    if i % 6 == 0 then links[#links + 1] = { from = "s" .. i, to = "s" .. i - 5, type = "basic", others = true } end
  end
  return { is = "chart", kind = "map", title = "Map", nodes = nodes, links = links, types = { "basic" } }
end

local function svg_of(node, width) return chart.svg(node, { id = "c", width = width }) end

describe("a map", function()
  for _, count in ipairs { 5, 50, 120 } do
    with_graphviz(("of %d puts no words on others, and loses none"):format(count), function()
      local node = map_of(count)
      local svg = assert(svg_of(node, 680))
      assert.equal(svg, svg_of(map_of(count), 680))
      local boxes, seen = {}, 0
      for text in svg:gmatch "<text [^>]+>[^<]+</text>" do
        local x, y, said = tonumber(text:match ' x="([-%d.]+)"'), tonumber(text:match ' y="([-%d.]+)"'), text:match ">([^<]+)<"
        local half = canvas.measure(said, 12) / 2
        if text:find 'text%-anchor="middle"' then
          for _, box in ipairs(boxes) do
            local is_apart = x + half <= box[1] or box[3] <= x - half or y - 10 >= box[4] or y + 2 <= box[2]
            assert.is_true(is_apart, said .. " lies on " .. box[5])
          end
          boxes[#boxes + 1] = { x - half, y - 10, x + half, y + 2, said }
          assert.is_true(x - half >= 0 and x + half <= 680, said)
          if said:find "^Somebody" then seen = seen + 1 end
        end
      end
      assert.equal(count, seen)
    end)
  end

  with_graphviz("numbers them on a phone, and says who is who beneath", function()
    local svg = svg_of(map_of(30), 350)
    for i = 1, 30 do assert.truthy(svg:find((">%d Somebody %d"):format(i, i), 1, true)) end
  end)

  it("tells Graphviz numbers and sizes, and nothing that anybody wrote", function()
    local told
    with_run(function(words, input)
      told = table.concat(words, " ") .. input
      return nil, "is not there"
    end, function() svg_of(map_of(8), 680) end)
    assert.falsy(told:find "Somebody" or told:find "Group" or told:find "organization")
    for line in told:gmatch "\n(n[^o][^\n]*)" do
      assert.truthy(line:find "^n%d+ %[width=[%d.]+ height=[%d.]+%]$" or line:find "^n%d+ %-%- n%d+ %[len=[%d.]+%]$", line)
    end
  end)

  it("stands there as its tables where Graphviz is not, and says so", function()
    local node = map_of(3)
    node.title = "Who is who"
    local page = with_run(function() return nil, "is not there" end, function()
      return require("kith.render.html").document({ is = "document", title = "T", content = { node } },
        { day = "2026-01-01", practice = "P", version = "0", scripts = {} })
    end)
    assert.match("whose program neato is not there%. This is what it would show%.", page)
    assert.match("<caption>Who is who</caption>.*Somebody 2 with a longer name", page)
    assert.falsy(page:find("<svg", 1, true))
  end)

  it("is not taken in by an answer that is no layout", function()
    for _, answer in ipairs { "", "graph 1 1 1\nnode n1 0 nan 1 1\n", "node n99 1 1 1 1\n", "node n1 1e999 0 1 1\n" } do
      local places = with_run(function() return answer end, function() return layout.place({ { width = 9, height = 9 } }, {}, 100) end)
      assert.is_nil(places)
    end
  end)

  it("finds room even where nothing can be pushed apart", function()
    local boxes = {}
    for i = 1, 30 do boxes[i] = { width = 200, height = 20 } end
    local places = with_run(function()
      local lines = {}
      for i = 1, 30 do lines[i] = ("node n%d 1 1 1 1"):format(i) end
      return table.concat(lines, "\n")
    end, function() return layout.place(boxes, {}, 300) end)
    for i = 1, 30 do
      for j = i + 1, 30 do
        assert.is_true(math.abs(places[i].x - places[j].x) >= 200 or math.abs(places[i].y - places[j].y) >= 20)
      end
    end
  end)
end)

describe("another program", function()
  it("is a filter without a shell, with an end to waiting", function()
    assert.equal("a;b", kith.run({ "cat" }, "a;b", 5000))
    assert.equal("$HOME\n", kith.run({ "echo", "$HOME" }, "", 5000))
    assert.equal(3000000, #kith.run({ "cat" }, ("x"):rep(3000000), 5000))
    assert.same({ nil, "is not there" }, { kith.run({ "no-such-program" }, "", 5000) })
    assert.same({ nil, "failed" }, { kith.run({ "false" }, ("x"):rep(1000000), 5000) })
    assert.same({ nil, "takes too long" }, { kith.run({ "sleep", "9" }, "", 100) })
    assert.same({ nil, "says too much" }, { kith.run({ "cat", "/dev/zero" }, "", 5000) })
    assert.equal("LC_ALL=C", kith.run({ "env" }, "", 5000):match "LC_ALL=C")
  end)
end)
