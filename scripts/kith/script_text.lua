-- The text of a script as far as it can be read without running it: its lines, where a word stands, what its functions are called with, and
-- which fields are read of what. A `file` is one of a workspace; what was read of it is kept with it, for many ask.

local text = {}

function text.split(source)
  local lines = {}
  for line in (source .. "\n"):gmatch "(.-)\r?\n" do lines[#lines + 1] = line end
  return lines
end

-- The lines of a file; none of no file.
function text.lines(file)
  if not file then return {} end
  file.lines = file.lines or text.split(file.text)
  return file.lines
end

-- Line, column and width of a word in a file, from a line (and a column of it) on, lines of comment left out; that line, 1 and width 0
-- where it does not stand there.
function text.find_word(file, word, from_line, from_column)
  local lines, first = text.lines(file), from_line or 1
  local pattern = "%f[%w_]" .. word:gsub("%W", "%%%0") .. "%f[^%w_]"
  for line = first, #lines do
    local content = lines[line]
    local column = not content:find "^%s*%-%-" and content:find(pattern, line == first and from_column or 1)
    if column then return line, column, #word end
  end
  return first, 1, 0
end

-- The file's text with blanks for comments, so that places stay.
function text.code(file)
  file.code = file.code or file.text:gsub("%-%-[^\n]*", function(comment) return (" "):rep(#comment) end)
  return file.code
end

-- Functions under a name, `value = function(r, p)` or `where(function(r)`: { word = "value", params = { "r", "p" } }, in order.
function text.functions(file)
  if file.functions then return file.functions end
  file.functions = {}
  for word, list in text.code(file):gmatch "%f[%w_]([%a_][%w_]*)%s*[=%(]%s*function%s*%(([^)]*)%)" do
    local params = {}
    for name in list:gmatch "[%a_][%w_]*" do params[#params + 1] = name end
    table.insert(file.functions, { word = word, params = params })
  end
  return file.functions
end

-- Fields read: `r.peers.trust` is { of = "r", field = "peers", below = ".trust", line =, column = of the field }, in order.
function text.fields(file)
  if file.fields then return file.fields end
  file.fields = {}
  for line, content in ipairs(text.split(text.code(file))) do
    for of, column, field, below in content:gmatch "%f[%w_]([%a_][%w_]*)%.()([%a_][%w_]*)(%.?[%a_]?[%w_]*)" do
      table.insert(file.fields, { of = of, field = field, below = below, line = line, column = column })
    end
  end
  return file.fields
end

-- Fields held against a word, either way round: `r.level == "strategic"` is { field = "level", word = "strategic", line =, column = of the
-- word }, in order.
function text.comparisons(file)
  local list = {}
  local function add(line, field, column, word) list[#list + 1] = { field = field, word = word, line = line, column = column } end
  for line, content in ipairs(text.split(text.code(file))) do
    if content:find "[=~]=" then
      for field, _, column, word in content:gmatch "%f[%w_][%a_][%w_]*%.([%a_][%w_]*)%s*[=~]=%s*([\"'])()([^\"']*)[\"']" do
        add(line, field, column, word)
      end
      for _, column, word, field in content:gmatch "([\"'])()([^\"']*)[\"']%s*[=~]=%s*[%a_][%w_]*%.([%a_][%w_]*)" do
        add(line, field, column, word)
      end
    end
  end
  return list
end

return text
