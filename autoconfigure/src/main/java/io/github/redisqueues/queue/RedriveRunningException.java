package io.github.redisqueues.queue;

/**
 * A job was not started because another one redrives dead letters of the queue. Nothing
 * was changed.
 */
public class RedriveRunningException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String queue;

	private final String jobId;

	/**
	 * Creates an exception.
	 * @param queue name of the queue
	 * @param job the job that runs
	 */
	public RedriveRunningException(String queue, RedriveJob job) {
		super("No job was started for the dead letters of queue '" + queue + "', because job '" + job.id()
				+ "' has been running since " + job.startedAt()
				+ job.options().startedBy().map((by) -> ", started by " + by).orElse("")
				+ ". Wait until it has finished, or stop it");
		this.queue = queue;
		this.jobId = job.id();
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the id of the job that runs.
	 * @return the id
	 */
	public String jobId() {
		return this.jobId;
	}

}
