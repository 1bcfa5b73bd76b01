-- Reads stored messages. Envelope.java describes the same layout:
--
--   version (1) | flags (1) | sent at, ms (8, a double) | [priority + 2^31 (4) | sequence (6)]
--   | [length (2) | deduplication id] | [length (2) | group] | [max attempts (4)] | [headers] | payload
--
-- All numbers are big-endian.
--
-- A foreign client may have stored any bytes, so every length is checked before it is used.
-- Needs: none
-- Provides: has_flag(), sent_at_of(), deduplication_id_of(), group_of(), max_attempts_of(), payload_at(),
--           DEDUPLICATED, PRIORITIZED, HEADERS, GROUPED, LIMITED

local DEDUPLICATED = 1
local PRIORITIZED = 2
local HEADERS = 4
local GROUPED = 8
local LIMITED = 16

local function has_flag(envelope, flag)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and bit.band(string.byte(envelope, 2), flag) ~= 0
end

local function sent_at_of(envelope)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and struct.unpack('>d', envelope, 3) or 0
end

-- Returns the text whose length is at `start`, and the index of its last byte.
local function text_at(envelope, start)
	if #envelope < start + 1 then
		return '', start
	end
	local last = start + 1 + struct.unpack('>I2', envelope, start)
	return #envelope >= last and string.sub(envelope, start + 2, last) or '', last
end

local function deduplication_id_of(envelope)
	return has_flag(envelope, DEDUPLICATED) and text_at(envelope, has_flag(envelope, PRIORITIZED) and 21 or 11) or ''
end

local function start_of_group(envelope)
	local start = has_flag(envelope, PRIORITIZED) and 21 or 11
	return has_flag(envelope, DEDUPLICATED) and select(2, text_at(envelope, start)) + 1 or start
end

local function group_of(envelope)
	return has_flag(envelope, GROUPED) and text_at(envelope, start_of_group(envelope)) or ''
end

local function start_of_limit(envelope)
	local start = start_of_group(envelope)
	return has_flag(envelope, GROUPED) and select(2, text_at(envelope, start)) + 1 or start
end

-- Returns how many deliveries the message may have, or nil if the queue decides.
local function max_attempts_of(envelope)
	if not has_flag(envelope, LIMITED) then
		return nil
	end
	local start = start_of_limit(envelope)
	return #envelope >= start + 3 and struct.unpack('>I4', envelope, start) or nil
end

-- Returns the index of the payload's first byte, or nil if the envelope cannot be read.
local function payload_at(envelope)
	if #envelope < 10 or string.byte(envelope, 1) ~= 1 or string.byte(envelope, 2) > 31 then
		return nil
	end
	local start = start_of_limit(envelope) + (has_flag(envelope, LIMITED) and 4 or 0)
	if has_flag(envelope, HEADERS) then
		local count = string.byte(envelope, start) or 0
		start = start + 1
		for _ = 1, count do
			start = select(2, text_at(envelope, start)) + 1
			if #envelope < start + 3 then
				return nil
			end
			start = start + 4 + struct.unpack('>I4', envelope, start)
		end
	end
	return start <= #envelope + 1 and start or nil
end
