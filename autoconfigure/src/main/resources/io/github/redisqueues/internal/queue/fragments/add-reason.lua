-- The reasons why processes could not read a message. They are kept from one attempt to the next.
-- KEYS: reasons
-- Needs: none
-- Provides: add_reason()

-- Bytes
local MAX_REASONS = 1000
local UNREADABLE = 'unreadable: '

-- Adds the reason of a process to those that are known, nil or '' if there is none, and keeps them all.
local function add_reason(id, known, reason)
	if not known or string.sub(known, 1, #UNREADABLE) ~= UNREADABLE then
		known = UNREADABLE .. reason
	elseif #known + #reason < MAX_REASONS and not string.find(known, reason, 1, true) then
		known = known .. '; ' .. reason
	end
	redis.call('HSET', reasons, id, known)
	return known
end
