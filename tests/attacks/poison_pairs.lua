-- walks the libraries and changes them
for _, library in ipairs { string, table, math, utf8 } do for k, v in pairs(library) do library[k] = nil end end
