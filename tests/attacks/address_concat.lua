-- asks for an address by joining
return '' .. {}
