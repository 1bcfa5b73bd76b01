package io.github.redisqueues.observation;

/**
 * How the trace of the work on a message relates to that of its send.
 */
public enum TraceRelation {

	/**
	 * The first attempt of a single message that was not delayed continues the trace. A
	 * batch, a retry, and a message that was delayed, scheduled, redriven, moved or given
	 * back have a trace of their own, with a link to the trace of each message.
	 */
	AUTO,

	/**
	 * A single message always continues the trace; a batch has links.
	 */
	PARENT,

	/**
	 * The work always has a trace of its own, with links.
	 */
	LINK

}
