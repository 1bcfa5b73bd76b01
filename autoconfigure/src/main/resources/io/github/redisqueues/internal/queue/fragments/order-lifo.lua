-- A LIFO queue takes from the tail of its LIST.
-- Needs: none
-- Provides: POP, PUSH_BACK

local POP = 'RPOP'
local PUSH_BACK = 'RPUSH'
