-- turns the hook off
debug.sethook() while true do end
