import { createRouter, createWebHashHistory } from 'vue-router'
import DataProtectionView from '../features/data-protection/DataProtectionView.vue'

/** The screens that nobody sees at first; each is loaded when it is first asked for. */
const LATER = {
  tasks: () => import('../features/tasks/RsyncTasksView.vue'),
  history: () => import('../features/history/HistoryView.vue'),
  settings: () => import('../features/settings/SettingsView.vue'),
  credentials: () => import('../features/credentials/BackupCredentialsView.vue'),
}

/** Loads the other screens ahead, so that going to one takes no longer for that. */
export async function loadScreens(): Promise<void> {
  for (const load of Object.values(LATER)) await load()
}

export function makeRouter() {
  return createRouter({
    // The page is one file of the app's own protocol: the place lives behind the hash.
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: { name: 'data-protection' } },
      { path: '/data-protection', name: 'data-protection', component: DataProtectionView },
      { path: '/rsync-tasks', name: 'rsync-tasks', component: LATER.tasks },
      { path: '/history', name: 'history', component: LATER.history },
      { path: '/settings', name: 'settings', component: LATER.settings },
      { path: '/credentials', name: 'credentials', component: LATER.credentials },
    ],
  })
}
