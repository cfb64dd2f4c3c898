package locale

import (
	"encoding/csv"
	"os"
	"testing"
)

func readNames(t *testing.T) map[string]map[string]string {
	t.Helper()
	f, err := os.Open("names.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]map[string]string{}
	for _, row := range rows[1:] {
		names[row[0]] = map[string]string{}
		for i, lang := range rows[0][1:] {
			names[row[0]][lang] = row[i+1]
		}
	}
	return names
}

// The names that give offence when they are wrong, as the United Nations
// writes them; kept by hand, apart from the table and its generator.
func TestSensitiveNames(t *testing.T) {
	names := readNames(t)
	for id, want := range map[string][2]string{
		"BIH": {"Bosnia and Herzegovina", "Bosnie-Herzégovine"},
		"BLR": {"Belarus", "Bélarus"},
		"BOL": {"Bolivia (Plurinational State of)", "Bolivie (État plurinational de)"},
		"BRN": {"Brunei Darussalam", "Brunéi Darussalam"},
		"CHN": {"China", "Chine"},
		"CIV": {"Côte d'Ivoire", "Côte d'Ivoire"},
		"COD": {"Democratic Republic of the Congo", "République démocratique du Congo"},
		"COG": {"Congo", "Congo"},
		"COK": {"Cook Islands", "Îles Cook"},
		"CPV": {"Cabo Verde", "Cabo Verde"},
		"CYP": {"Cyprus", "Chypre"},
		"CZE": {"Czechia", "Tchéquie"},
		"EUE": {"European Union", "Union européenne"},
		"FSM": {"Micronesia (Federated States of)", "Micronésie (États fédérés de)"},
		"GBR": {"United Kingdom of Great Britain and Northern Ireland", "Royaume-Uni de Grande-Bretagne et d'Irlande du Nord"},
		"GMB": {"Gambia", "Gambie"},
		"GNB": {"Guinea-Bissau", "Guinée-Bissau"},
		"IRN": {"Iran (Islamic Republic of)", "Iran (République islamique d')"},
		"KGZ": {"Kyrgyzstan", "Kirghizistan"},
		"KNA": {"Saint Kitts and Nevis", "Saint-Kitts-et-Nevis"},
		"KOR": {"Republic of Korea", "République de Corée"},
		"LAO": {"Lao People's Democratic Republic", "République démocratique populaire lao"},
		"LBY": {"Libya", "Libye"},
		"LCA": {"Saint Lucia", "Sainte-Lucie"},
		"MDA": {"Republic of Moldova", "République de Moldova"},
		"MKD": {"North Macedonia", "Macédoine du Nord"},
		"MMR": {"Myanmar", "Myanmar"},
		"NIU": {"Niue", "Nioué"},
		"NLD": {"Netherlands (Kingdom of the)", "Pays-Bas (Royaume des)"},
		"PRK": {"Democratic People's Republic of Korea", "République populaire démocratique de Corée"},
		"PSE": {"State of Palestine", "État de Palestine"},
		"RUS": {"Russian Federation", "Fédération de Russie"},
		"SDN": {"Sudan", "Soudan"},
		"SLV": {"El Salvador", "El Salvador"},
		"SSD": {"South Sudan", "Soudan du Sud"},
		"STP": {"Sao Tome and Principe", "Sao Tomé-et-Principe"},
		"SWZ": {"Eswatini", "Eswatini"},
		"SYR": {"Syrian Arab Republic", "République arabe syrienne"},
		"TLS": {"Timor-Leste", "Timor-Leste"},
		"TUR": {"Türkiye", "Türkiye"},
		"TZA": {"United Republic of Tanzania", "République-Unie de Tanzanie"},
		"USA": {"United States of America", "États-Unis d'Amérique"},
		"VAT": {"Holy See", "Saint-Siège"},
		"VCT": {"Saint Vincent and the Grenadines", "Saint-Vincent-et-les Grenadines"},
		"VEN": {"Venezuela (Bolivarian Republic of)", "Venezuela (République bolivarienne du)"},
		"VNM": {"Viet Nam", "Viet Nam"},
	} {
		if got := [2]string{names[id]["en"], names[id]["fr"]}; got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

// The same in the other four official languages: Spanish, Russian, Chinese,
// Arabic.
func TestSensitiveNamesInFourLanguages(t *testing.T) {
	names := readNames(t)
	for id, want := range map[string][4]string{
		"BOL": {"Bolivia (Estado Plurinacional de)", "Боливия (Многонациональное Государство)", "玻利维亚（多民族国）", "بوليفيا (دولة - المتعددة القوميات)"},
		"BRN": {"Brunei Darussalam", "Бруней-Даруссалам", "文莱达鲁萨兰国", "بروني دار السلام"},
		"CHN": {"China", "Китай", "中国", "الصين"},
		"CIV": {"Côte d'Ivoire", "Кот-д'Ивуар", "科特迪瓦", "كوت ديفوار"},
		"COD": {"República Democrática del Congo", "Демократическая Республика Конго", "刚果民主共和国", "جمهورية الكونغو الديمقراطية"},
		"COG": {"Congo", "Конго", "刚果", "الكونغو"},
		"CPV": {"Cabo Verde", "Кабо-Верде", "佛得角", "كابو فيردي"},
		"CZE": {"Chequia", "Чехия", "捷克", "تشيكيا"},
		"EUE": {"Unión Europea", "Европейский союз", "欧洲联盟", "الاتحاد الأوروبي"},
		"FSM": {"Micronesia (Estados Federados de)", "Микронезия (Федеративные Штаты)", "密克罗尼西亚（联邦）", "ميكرونيزيا (ولايات - الموحدة)"},
		"GBR": {"Reino Unido de Gran Bretaña e Irlanda del Norte", "Соединенное Королевство Великобритании и Северной Ирландии", "大不列颠及北爱尔兰联合王国", "المملكة المتحدة لبريطانيا العظمى وأيرلندا الشمالية"},
		"IRN": {"Irán (República Islámica del)", "Иран (Исламская Республика)", "伊朗（伊斯兰共和国）", "إيران (جمهورية - الإسلامية)"},
		"KOR": {"República de Corea", "Республика Корея", "大韩民国", "جمهورية كوريا"},
		"LAO": {"República Democrática Popular Lao", "Лаосская Народно-Демократическая Республика", "老挝人民民主共和国", "جمهورية لاو الديمقراطية الشعبية"},
		"MDA": {"República de Moldova", "Республика Молдова", "摩尔多瓦共和国", "جمهورية مولدوفا"},
		"MKD": {"Macedonia del Norte", "Северная Македония", "北马其顿", "مقدونيا الشمالية"},
		"NLD": {"Países Bajos (Reino de los)", "Нидерланды (Королевство)", "荷兰（王国）", "هولندا (مملكة -)"},
		"PRK": {"República Popular Democrática de Corea", "Корейская Народно-Демократическая Республика", "朝鲜民主主义人民共和国", "جمهورية كوريا الشعبية الديمقراطية"},
		"PSE": {"Estado de Palestina", "Государство Палестина", "巴勒斯坦国", "دولة فلسطين"},
		"RUS": {"Federación de Rusia", "Российская Федерация", "俄罗斯联邦", "الاتحاد الروسي"},
		"SWZ": {"Eswatini", "Эсватини", "斯威士兰", "إسواتيني"},
		"SYR": {"República Árabe Siria", "Сирийская Арабская Республика", "阿拉伯叙利亚共和国", "الجمهورية العربية السورية"},
		"TLS": {"Timor-Leste", "Тимор-Лешти", "东帝汶", "تيمور - ليشتي"},
		"TUR": {"Türkiye", "Турция", "土耳其", "تركيا"},
		"TZA": {"República Unida de Tanzanía", "Объединенная Республика Танзания", "坦桑尼亚联合共和国", "جمهورية تنزانيا المتحدة"},
		"USA": {"Estados Unidos de América", "Соединенные Штаты Америки", "美利坚合众国", "الولايات المتحدة الأمريكية"},
		"VAT": {"Santa Sede", "Святой Престол", "教廷", "الكرسي الرسولي"},
		"VEN": {"Venezuela (República Bolivariana de)", "Венесуэла (Боливарианская Республика)", "委内瑞拉（玻利瓦尔共和国）", "فنزويلا (جمهورية - البوليفارية)"},
		"VNM": {"Viet Nam", "Вьетнам", "越南", "فييت نام"},
	} {
		if got := [4]string{names[id]["es"], names[id]["ru"], names[id]["zh"], names[id]["ar"]}; got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

// 193 Member States, the Holy See, the State of Palestine, the Cook Islands,
// Niue and the European Union: each with a name of its own in every language.
func TestEveryParticipantHasAName(t *testing.T) {
	names := readNames(t)
	if len(names) != 198 {
		t.Errorf("%d participants, want 198", len(names))
	}
	seen := map[string]string{}
	for id, byLanguage := range names {
		for lang, name := range byLanguage {
			if name == "" {
				t.Errorf("%s has no name in %s", id, lang)
			}
			if other, ok := seen[lang+name]; ok {
				t.Errorf("%s and %s are both %q", id, other, name)
			}
			seen[lang+name] = id
		}
	}
}
