-- an error with control characters
error('\27[2J\0\r\n' .. '\u{202e}' .. ('\255'):rep(100))
