-- changes the environment itself
_ENV.pcall = function(f) return f() end
