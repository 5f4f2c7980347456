-- a numeric loop whose step is too small to advance
for x = 1e300, 2e300, 1 do end
