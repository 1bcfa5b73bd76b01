package io.github.redisqueues.shop;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * What the shop does at start before it only serves. Ctrl-C takes Redis away from it in
 * the middle, and it ends without complaint then.
 */
public abstract class StartupRun implements ApplicationRunner, ApplicationListener<ContextClosedEvent> {

	private volatile boolean closed;

	/**
	 * Does it.
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
