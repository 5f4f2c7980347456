-- replacements that are no replacement
pcall(string.gsub, 'a', 'a', '%2') pcall(string.gsub, 'a', 'a', function() return {} end) return ('a'):gsub('a', '%')
