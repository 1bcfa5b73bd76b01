-- Puts members back that were just taken.
-- KEYS: ready
-- Needs: popped
-- Provides: none

for i = 1, #popped, 2 do
	redis.call('ZADD', ready, popped[i + 1], popped[i])
end
