import { createRouter, createWebHashHistory } from 'vue-router'
import BackupCredentialsView from '../features/credentials/BackupCredentialsView.vue'
import DataProtectionView from '../features/data-protection/DataProtectionView.vue'
import HistoryView from '../features/history/HistoryView.vue'
import SettingsView from '../features/settings/SettingsView.vue'
import RsyncTasksView from '../features/tasks/RsyncTasksView.vue'

export function makeRouter() {
  return createRouter({
    // The page is one file of the app's own protocol: the place lives behind the hash.
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: { name: 'data-protection' } },
      { path: '/data-protection', name: 'data-protection', component: DataProtectionView },
      { path: '/rsync-tasks', name: 'rsync-tasks', component: RsyncTasksView },
      { path: '/history', name: 'history', component: HistoryView },
      { path: '/settings', name: 'settings', component: SettingsView },
      { path: '/credentials', name: 'credentials', component: BackupCredentialsView },
    ],
  })
}
