-- What README.md and those of the examples show is what happens: the console blocks of one are run in the order in which they stand, all in
-- one shell and one fresh folder.
--
--   ```console   `$ command`, continued by `> more`, and its output; "…" alone on a line stands for any lines, and a command under which
--                nothing is shown may print what it likes. Where `$ echo $?` comes next, its output is the exit status expected.
--   ```lua       a first line `-- scripts/rules/ours.lua`: the block is written to that file of the workspace, without that line.
--   ```yaml      likewise, with `# models/ours.yaml`; with `, at the end` after the name it is added to the file.
--
-- Other blocks are not run. The blocks become one transcript (tests/README.md), which the transcripts' own runner then compares.
--
-- Of core/README.md, the page of what scripts see: that it leaves nothing out, and that its program runs.

package.path = "tests/tools/?.lua;" .. package.path
local harness = require "harness"

local READMES = { "README.md" }
for name in io.popen("ls examples/*/README.md"):lines() do READMES[#READMES + 1] = name end

-- ---- Blocks ----

-- { language, line, lines } for each fenced block of a text.
local function blocks_of(text)
  local blocks, block, number = {}, nil, 0
  for line in text:gmatch "([^\n]*)\n" do
    number = number + 1
    local fence = line:match "^```(.*)"
    if fence and block then
      blocks[#blocks + 1] = block
      block = nil
    elseif fence then
      block = { language = fence, line = number, lines = {} }
    elseif block then
      table.insert(block.lines, line)
    end
  end
  assert(not block, "a fence that is not closed")
  return blocks
end

-- The file a block says it is, and whether it is added to what is there.
local function file_of(block)
  local name = (block.language == "lua" or block.language == "yaml") and (block.lines[1] or ""):match "^%S+ ([%w_/.-]+%.%a+)"
  return name, name and block.lines[1]:find(", at the end", 1, true) ~= nil
end

-- ---- The transcript ----

-- Lines of output that would read as something else in a transcript.
local function escaped(line)
  if line == "…" then return "..." end
  return (line:find "^[#$?] " or line:find "^[\\>]" or line == "..." or line == "#") and "\\" .. line or line
end

local function add_file(out, block, name, at_end)
  out[#out + 1] = ("$ mkdir -p $(dirname %s) && cat >%s %s <<'END_OF_BLOCK'"):format(name, at_end and ">" or "", name)
  for i = 2, #block.lines do out[#out + 1] = "> " .. block.lines[i] end
  out[#out + 1] = "> END_OF_BLOCK"
end

-- Commands of a console block: { lines, shown }.
local function commands_of(block, readme)
  local commands, command = {}, nil
  for _, line in ipairs(block.lines) do
    if line:find "^%$ " then
      command = { lines = { line }, shown = {} }
      commands[#commands + 1] = command
    elseif command and #command.shown == 0 and line:find "^> " then
      table.insert(command.lines, line)
    elseif command then
      table.insert(command.shown, line)
    else
      error(("%s:%d: output without a command"):format(readme, block.line))
    end
  end
  return commands
end

local function add_commands(out, block, readme)
  local commands = commands_of(block, readme)
  for i, command in ipairs(commands) do
    out[#out + 1] = "$ { " .. command.lines[1]:sub(3) -- braces, so that both outputs come in the order a terminal shows
    table.move(command.lines, 2, #command.lines, #out + 1, out)
    out[#out + 1] = "> } 2>&1"
    for _, line in ipairs(command.shown) do out[#out + 1] = escaped(line) end
    if not command.shown[1] then out[#out + 1] = "..." end
    local following = commands[i + 1]
    local status = following and following.lines[1] == "$ echo $?" and following.shown[1]
    if status and status ~= "0" then out[#out + 1] = "? " .. status end
  end
end

local function transcript_of(text, readme)
  local out, commands = {}, 0
  for _, block in ipairs(blocks_of(text)) do
    local name, at_end = file_of(block)
    if block.language == "console" then
      add_commands(out, block, readme)
      commands = commands + 1
    elseif name then
      add_file(out, block, name, at_end)
    end
  end
  return table.concat(out, "\n") .. "\n", commands
end

-- What the runner says of a transcript, and whether it passed.
local function run(transcript, readme)
  return harness.with_folder(function(folder)
    harness.write(folder .. "/README.t", transcript)
    -- A sanitizer that was put before the stock lua5.4 is not for the runner.
    local pipe = assert(io.popen("env -u LD_PRELOAD lua5.4 tests/tools/transcript.lua " .. harness.quote(folder .. "/README.t") .. " 2>&1"))
    local said = pipe:read "a"
    local passed = pipe:close()
    return said:gsub(folder .. "/README.t:%d+: ", (readme or "README.md") .. ": "), passed == true
  end)
end

for _, readme in ipairs(READMES) do
  describe(readme, function()
    it("shows what happens", function()
      local transcript, commands = transcript_of(assert(harness.read(readme), "cannot be read"), readme)
      assert.is_true(commands > 0)
      local said, passed = run(transcript, readme)
      assert(passed, said)
    end)
  end)
end

describe("the test of README.md", function()
  local function outcome(text)
    local _, passed = run((transcript_of(text)))
    return passed
  end

  it("finds an output that is another", function()
    assert.is_true(outcome "```console\n$ echo one\none\n```\n")
    assert.is_false(outcome "```console\n$ echo one\ntwo\n```\n")
  end)

  it("lets … stand for any lines", function()
    assert.is_true(outcome "```console\n$ printf 'a\\nb\\nc\\n'\na\n…\nc\n```\n")
    assert.is_false(outcome "```console\n$ printf 'a\\nb\\nc\\n'\na\n…\nb\n```\n")
  end)

  it("takes what a command prints where nothing is shown", function()
    assert.is_true(outcome "```console\n$ echo anything\n$ echo one\none\n```\n")
  end)

  it("finds an exit status that is another", function()
    assert.is_true(outcome "```console\n$ false\n$ echo $?\n1\n```\n")
    assert.is_false(outcome "```console\n$ false\n$ echo done\ndone\n```\n")
  end)

  it("writes the files that blocks say they are", function()
    local files = "```lua\n-- a/b.lua\nreturn 1\n```\n\n```yaml\n# a/b.lua, at the end\nx: 1\n```\n"
    assert.is_true(outcome(files .. "```console\n$ cat a/b.lua\nreturn 1\nx: 1\n```\n"))
  end)
end)

describe("what scripts see, in core/README.md,", function()
  local kith = require "kith"
  local page = assert(harness.read "core/README.md")

  local function leaves_out_none(names, what)
    local absent = {}
    for _, name in ipairs(names) do
      if not page:find("`[^`]*%f[%w_]" .. name:gsub("%W", "%%%0") .. "%f[^%w_][^`]*`") then absent[#absent + 1] = name end
    end
    assert(#absent == 0, what .. " that it leaves out: " .. table.concat(absent, ", "))
  end

  local function keys(map)
    local list = {}
    for key in pairs(map) do list[#list + 1] = key end
    table.sort(list)
    return list
  end

  for _, kind in ipairs { "rule", "import" } do
    it("names every function of " .. kind .. "s", function()
      local prelude = assert(loadfile("scripts/kith/player/" .. kind .. ".lua"))({ date_form = function() return true end })
      leaves_out_none(keys(prelude.globals), "functions")
    end)
  end

  -- A workspace in a folder of its own, open for `use`.
  local function with_restaurant(use)
    kith.home = harness.root
    harness.with_folder(function(folder)
      local place = folder .. "/trattoria"
      assert(os.execute("cp -R examples/restaurant " .. harness.quote(place)))
      use(place)
    end)
  end

  it("names every column of a row", function()
    with_restaurant(function(place)
      local ws = assert(kith.open(place, { today = "2026-07-01" }))
      local own, names = { allergies = true, profit_impact = true, supply_risk = true }, {}
      for _, name in ipairs(ws.core:columns({ features = {}, views = { { as_of = ws.day } }, of = { "brewer" } }):names()) do
        if not own[name] then names[#names + 1] = name end
      end
      ws:close()
      assert.is_true(#names > 15)
      leaves_out_none(names, "columns")
    end)
  end)

  it("shows a program that runs", function()
    local program
    for _, block in ipairs(blocks_of(page)) do
      local text = table.concat(block.lines, "\n")
      if text:find("kith.open", 1, true) then program = text end
    end
    with_restaurant(function(place)
      local printed = {}
      local env = setmetatable({ print = function(...) printed[#printed + 1] = table.pack(...) end }, { __index = _G })
      assert(load(program:gsub('"trattoria"', ("%q"):format(place)), "=program", "t", env))()
      assert.equal(19, #printed) -- a row for each of eighteen stakeholders, and the answer: nothing is recorded yet
      assert.equal("maria-rossi", printed[1][1])
      assert.is_nil(printed[19][1])
    end)
  end)
end)
