-- Takes the next ids from the LIST, in which none is withdrawn.
-- KEYS: ready
-- Needs: max (text)
-- Provides: ids

--@ order
local ids = max == '1' and { redis.call(POP, ready) } or redis.call(POP, ready, max) or {}
