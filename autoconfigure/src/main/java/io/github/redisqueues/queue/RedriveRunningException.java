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
	 * Creates an exception for a job of a release of this library that stores jobs
	 * differently.
	 * @param queue name of the queue
	 */
	public RedriveRunningException(String queue) {
		super("No job was started for the dead letters of queue '" + queue
				+ "', because a job of another release of this library redrives them. Wait until it has finished,"
				+ " or stop it in an application with that release");
		this.queue = queue;
		this.jobId = "";
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
	 * @return the id, empty if the job is of a release that stores jobs differently
	 */
	public String jobId() {
		return this.jobId;
	}

}
