// The dead letters of a queue: groups, and jobs that redrive many.

import { element, format, replace, table } from './view.js';
import { queuePath } from './queue.js';

export function deadLetters(name, { ask, confirmAction, feed }) {
	const groups = element('div', {});
	const jobs = element('div', {});
	const redriveJob = (group, writable) => element('button', {
		type: 'button',
		disabled: !writable,
		onclick: async () => {
			const result = await confirmAction({
				title: 'Redrive step by step',
				question: `Redrive the ${format.number(group.count)} dead letters of "${name}" with the reason "${group.reason}":`
					+ ' one, then ten, then at a rate, and stop by itself if too many of them fail again?',
				path: queuePath(name, 'start-redrive'),
				fields: [{ name: 'rate', label: 'Rate after the first eleven', value: '10/s' },
					{ name: 'max', label: 'How many at most (empty: all)' }],
				body: (values) => ({ ...values, fingerprint: group.fingerprint, filterReason: group.reason }),
			});
			if (result !== null) {
				feed.now();
			}
		},
	}, 'Redrive …');
	return {
		element: element('div', {}, groups, jobs),
		async update(snapshot) {
			try {
				const found = await ask(queuePath(name, 'dead-groups'));
				replace(groups, element('h2', {}, 'By reason'), table('Groups of dead letters', [
					{ title: 'Reason', cell: (row) => row.reason },
					{ title: 'Where', cell: (row) => (row.fingerprint ? element('code', {}, row.fingerprint) : '–') },
					{ title: 'Count', number: true, cell: (row) => format.number(row.count) },
					{ title: 'First', cell: (row) => format.moment(row.firstDiedAt) },
					{ title: 'Last', cell: (row) => format.moment(row.lastDiedAt) },
					{ title: 'First in version', cell: (row) => row.firstVersion ?? '–' },
					{ title: 'Actions', cell: (row) => redriveJob(row, snapshot.writable) },
				], found.groups, 'There are no dead letters.'),
				found.complete === false ? element('p.soft', {}, `Of the first ${format.number(found.counted)} dead letters.`) : null);
			}
			catch {
				groups.replaceChildren();
			}
			try {
				const found = await ask(queuePath(name, 'jobs'));
				replace(jobs, found.length === 0 ? null : element('h2', {}, 'Redrives'), found.length === 0 ? null
					: table('Redrives', [
						{ title: 'Job', cell: (row) => element('code', {}, row.id) },
						{ title: 'State', cell: (row) => row.state },
						{ title: 'Redriven', number: true, cell: (row) => format.number(row.redriven) },
						{ title: 'Failed again', number: true, cell: (row) => format.number(row.failed) },
						{ title: 'Began', cell: (row) => format.moment(row.startedAt) },
						{ title: 'Note', cell: (row) => row.note ?? '' },
						{ title: 'Actions', cell: (row) => (row.running ? element('button', {
							type: 'button',
							disabled: !snapshot.writable,
							onclick: async () => {
								if (await confirmAction({ title: 'Stop', question: `Stop redrive ${row.id}? What it has redriven stays redriven.`, path: queuePath(name, 'stop-redrive'), body: () => ({ job: row.id }) }) !== null) {
									feed.now();
								}
							},
						}, 'Stop') : '') },
					], found, ''));
			}
			catch {
				jobs.replaceChildren();
			}
		},
	};
}
