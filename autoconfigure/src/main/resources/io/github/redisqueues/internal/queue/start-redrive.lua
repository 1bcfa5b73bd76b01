-- Starts a job that redrives dead letters step by step, unless one runs or the job was started before. The period is in
-- milliseconds, the ratio in millionths.
-- KEYS: redrive redrives redriven meta
-- ARGV: [total most permits period ratio lease] job_id driver driver_name started_by filter
-- Returns: the job, or the other one that runs
-- Called by: RedriveClient.start

--@ clock
--@ reply
--@ redrive-job
local job = read_job()
if job then
	return job_as_text(job)
end
if redis.call('EXISTS', redrive) == 1 then
	return ''
end
for _, ended in ipairs(redis.call('LRANGE', redrives, 0, -1)) do
	if string.find(ended, text(job_id), 1, true) then
		return ended
	end
end
redis.call('DEL', redriven)
job = {}
job.state, job.phase, job.started_at = RUNNING, ONE, now
job.sequence = tonumber(redis.call('HGET', meta, 'sequence') or 0)
job.total, job.most, job.permits, job.period, job.ratio = total, most, permits, period, ratio
job.lease_until, job.filled_at = now + lease, now
job.id, job.driver, job.driver_name, job.started_by, job.filter = job_id, driver, driver_name, started_by, filter
keep_job(job)
return job_as_text(job)
