-- changes a library through table.insert
table.insert(string, 1, 'x') table.insert(math, 'y') table.insert(_ENV, 'z')
