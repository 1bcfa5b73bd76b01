package com.acme;

import java.time.Duration;
import java.time.YearMonth;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.DistributedReadWriteLock;
import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Locks.
 */
class LockSnippets {

	/**
	 * Refuses a token below the last one that it saw.
	 */
	interface Books {

		void close(YearMonth month, long token);

		void export();

	}

	@Component
	static class Stock {

		private final Books books;

		Stock(Books books) {
			this.books = books;
		}

		// tag::annotation[]
		// One process at a time for each article
		@DistributedLock(name = "stock", keys = "#order.sku()")
		// Commits before the lock is released
		@Transactional
		public void take(Order order) {
			// Fails if the call went past the proxy
			LockHandle.requireCurrent("stock");
			// change the stock
		}
		// end::annotation[]

		// tag::scheduled[]
		@Scheduled(cron = "0 0 3 * * *")
		@DistributedLock(waitTime = "0", onFailure = OnFailure.SKIP, holdAtLeast = "10s")
		public void export() {
			// In one of the instances, although their clocks differ
			this.books.export();
		}
		// end::scheduled[]

	}

	private final DistributedLocks locks;

	private final Books books;

	LockSnippets(DistributedLocks locks, Books books) {
		this.locks = locks;
		this.books = books;
	}

	void acquire(YearMonth month) {
		DistributedLocks locks = this.locks;
		Books books = this.books;
		// tag::acquire[]
		// Waits for queues.lock.wait-time
		try (LockHandle lock = locks.acquire("month-end")) {
			// The store refuses a token below the last one it saw
			books.close(month, lock.token());
		}
		// end::acquire[]
	}

	void execute() {
		DistributedLocks locks = this.locks;
		Books books = this.books;
		// tag::execute[]
		locks.execute("export", books::export);
		// end::execute[]
	}

	void tryAcquire(String sku) {
		DistributedLocks locks = this.locks;
		// tag::try-acquire[]
		LockOptions options = LockOptions.defaults()
			.keys(sku)
			.waitTime(Duration.ofSeconds(10))
			.leaseTime(Duration.ofMinutes(1))
			.fair(true);
		Optional<LockHandle> hold = locks.tryAcquire("stock", options);
		hold.ifPresent(LockHandle::close);
		// end::try-acquire[]
	}

	void others(Runnable write) {
		DistributedLocks locks = this.locks;
		// tag::others[]
		DistributedReadWriteLock catalogue = locks.readWriteLock("catalogue");
		try (LockHandle writing = catalogue.writeLock().acquire()) {
			write.run();
		}
		// Three holders at a time
		DistributedSemaphore printers = locks.semaphore("printers", 3);
		try (LockHandle printer = printers.acquire()) {
			printer.assertHeld();
		}
		// A java.util.concurrent.locks.Lock
		Lock lock = locks.asLock("month-end");
		// end::others[]
		lock.lock();
		lock.unlock();
	}

}
