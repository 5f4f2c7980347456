-- asks for an address
return string.format('%p', {})
