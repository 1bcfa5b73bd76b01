-- Converts an envelope for a queue without priorities.
-- Needs: envelope, has_flag(), PRIORITIZED
-- Provides: converted

local converted = envelope
if has_flag(envelope, PRIORITIZED) then
	local flags = string.byte(envelope, 2) - PRIORITIZED
	converted = string.sub(envelope, 1, 1) .. string.char(flags) .. string.sub(envelope, 3, 10) .. string.sub(envelope, 21)
end
