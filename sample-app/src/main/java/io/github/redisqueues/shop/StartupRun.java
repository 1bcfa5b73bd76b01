package io.github.redisqueues.shop;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Work that the shop does once at startup. When the application is stopped with Ctrl-C,
 * Redis may be gone while the run is in progress; the run then ends without an error.
 */
public abstract class StartupRun implements ApplicationRunner, ApplicationListener<ContextClosedEvent> {

	private volatile boolean closed;

	/**
	 * Does the work.
	 * @throws InterruptedException if the thread is interrupted
	 */
	protected abstract void run() throws InterruptedException;

	@Override
	public final void run(ApplicationArguments arguments) throws InterruptedException {
		if (this.closed) {
			return;
		}
		try {
			run();
		}
		catch (RuntimeException ex) {
			if (!this.closed) {
				throw ex;
			}
		}
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.closed = true;
	}

}
