-- KEYS of hashes; ARGV ttl, offers.
for _, key in ipairs(KEYS) do
  for index = 2, #ARGV do
    redis.call('hdel', key, ARGV[index])
  end
end
keep(KEYS)
