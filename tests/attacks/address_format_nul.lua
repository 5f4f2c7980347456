-- hides %p behind a NUL
return string.format('\0%p', {})
