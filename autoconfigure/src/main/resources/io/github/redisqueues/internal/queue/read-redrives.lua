-- Reads the job that redrives dead letters, and those that have ended, the latest first.
-- KEYS: redrive redrives
-- ARGV: none
-- Returns: now, and each job as a text
-- Called by: RedriveClient.jobs

--@ clock
--@ reply
local reply = { struct.pack('>d', now) }
local running = redis.call('GET', redrive)
if running then
	reply[2] = text(running)
end
for _, ended in ipairs(redis.call('LRANGE', redrives, 0, -1)) do
	reply[#reply + 1] = text(ended)
end
return table.concat(reply)
