-- values that have no order
return table.sort { 1, 'a', {}, true }
