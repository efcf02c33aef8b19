-- KEYS inbox, carts; ARGV ttl, then offers and the quantities bought.
if not redis.call('set', KEYS[1], '1', 'NX', 'EX', KEPT) then return end
for index = 2, #KEYS do
  local cart = KEYS[index]
  for at = 2, #ARGV, 2 do
    local line = read(cart, ARGV[at])
    if line then
      set(cart, ARGV[at], line, line.quantity - tonumber(ARGV[at + 1]))
    end
  end
end
keep(KEYS)
