-- Stops the job that redrives dead letters.
-- KEYS: none
-- ARGV: job_id reason
-- Returns: 1 if it ran, otherwise 0
-- Called by: RedriveClient.stop

--@ clock
--@ redrive-job
local job = read_job()
if not job or job.id ~= job_id then
	return struct.pack('>d', 0)
end
end_job(job, STOPPED, reason)
return struct.pack('>d', 1)
