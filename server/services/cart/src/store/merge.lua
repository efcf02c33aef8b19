-- KEYS cart, saved, notices of the guest, then of the user; ARGV ttl, most of a line, most lines, and for each offer
-- what a cart may hold of it now and its name.
local cart, saved, notices = KEYS[4], KEYS[5], KEYS[6]
local most, most_lines = tonumber(ARGV[2]), ARGV[3]

local stock, names = {}, {}
for index = 4, #ARGV, 3 do
  stock[ARGV[index]], names[ARGV[index]] = tonumber(ARGV[index + 1]), ARGV[index + 2]
end

-- The lines of a hash, first added first: when the cart is full, the later ones have to stay out.
local function lines(key)
  local hash, found = redis.call('hgetall', key), {}
  for index = 1, #hash, 2 do
    table.insert(found, { offer = hash[index], line = cjson.decode(hash[index + 1]) })
  end
  table.sort(found, function(a, b)
    if a.line.added_at_ms ~= b.line.added_at_ms then return a.line.added_at_ms < b.line.added_at_ms end
    return a.offer < b.offer
  end)
  return found
end

-- Whether it could be saved for later.
local function set_aside(offer, line, quantity)
  local there = read(saved, offer)
  if not there and full(saved, most_lines) then return false end
  set(saved, offer, there or line, math.min(quantity + (there and there.quantity or 0), most))
  return true
end

for _, text in ipairs(redis.call('lrange', KEYS[3], 0, -1)) do
  tell(notices, text)
end

for _, entry in ipairs(lines(KEYS[1])) do
  local offer, mine = entry.offer, read(cart, entry.offer)
  local name = names[offer] or 'one thing'
  local wanted = entry.line.quantity + (mine and mine.quantity or 0)
  local sum = math.min(wanted, most)
  -- What was put in a moment ago has not been asked about; the cart will say what is wrong with it.
  local fit = math.min(sum, stock[offer] or sum)
  local room = mine or not full(cart, most_lines)
  if not room then fit = 0 end

  local line = mine or entry.line
  set(cart, offer, line, fit)
  if sum < wanted then
    tell(notices, string.format('At most %d of one thing fit in a cart: %s.', most, name))
  end
  if fit < sum then
    local kept = set_aside(offer, line, sum - fit) and 'is saved for later' or 'did not fit'
    if not room then
      tell(notices, string.format('Your cart is full: %s %s.', name, kept))
    elseif fit == 0 then
      tell(notices, string.format('Sold out: %s. It %s.', name, kept))
    else
      tell(notices, string.format('Only %d left: %s. The rest %s.', fit, name, kept))
    end
  end
end

for _, entry in ipairs(lines(KEYS[2])) do
  if not set_aside(entry.offer, entry.line, entry.line.quantity) then
    tell(notices, 'The list of things saved for later is full; one thing did not fit.')
  end
end

redis.call('del', KEYS[1], KEYS[2], KEYS[3])
keep({ cart, saved, notices })
