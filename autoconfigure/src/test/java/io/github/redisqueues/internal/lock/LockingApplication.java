package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application of its own process whose threads hold locks until it is told to end.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, DistributedLocksAutoConfiguration.class })
class LockingApplication {

	static final LockOptions OPTIONS = LockOptions.defaults().leaseTime(Duration.ofMinutes(5));

	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext context = SpringApplication.run(LockingApplication.class, args);
		DistributedLocks locks = context.getBean(DistributedLocks.class);
		LockHandle handle = locks.acquire("handle", OPTIONS.keys("a", "b"));
		handle.onLost(() -> System.out.println("lost"));
		locks.readWriteLock("shared").readLock().acquire(OPTIONS);
		CountDownLatch working = new CountDownLatch(1);
		Thread worker = new Thread(() -> locks.execute("work", OPTIONS, () -> {
			working.countDown();
			new CountDownLatch(1).await();
			return true;
		}));
		worker.setDaemon(true);
		worker.start();
		working.await();
		System.out.println("holding");
		new CountDownLatch(1).await();
	}

}
