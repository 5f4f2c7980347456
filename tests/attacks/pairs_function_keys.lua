-- functions as keys
for k in pairs({ [function() end] = 1 }) do end
