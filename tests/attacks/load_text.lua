-- compiles text at run time
return load('while true do end')()
