-- Takes the next ids from the LIST. One that is withdrawn has no message.
-- KEYS: ready
-- Needs: max (text)
-- Provides: ids

--@ order
local ids = max == '1' and { redis.call(POP, ready) } or redis.call(POP, ready, max) or {}
